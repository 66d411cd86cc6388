export function findChromium(): string | null;
export function ensureChromium(): string;
export const CHROMIUM_FLAGS: readonly string[];
export const SOFTWARE_WEBGPU_FLAGS: readonly string[];
