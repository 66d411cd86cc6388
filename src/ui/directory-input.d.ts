import "react";

declare module "react" {
  interface InputHTMLAttributes<T> {
    /** Present where a folder is picked with everything in it. */
    webkitdirectory?: string;
  }
}
