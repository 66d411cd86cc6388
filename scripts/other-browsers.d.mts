export declare function ensureOtherBrowsers(): string[];
