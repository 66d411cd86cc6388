import { renderToStaticMarkup } from "react-dom/server";
import { ReportPage, type ReportPageProps } from "./ReportPage.tsx";

/** The text of `report.html`. */
export const reportHtml = (props: ReportPageProps): string =>
  `<!doctype html>\n${renderToStaticMarkup(<ReportPage {...props} />)}\n`;
