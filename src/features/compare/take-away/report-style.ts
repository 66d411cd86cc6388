/** Of the report as a page of its own, on the ground that its charts were drawn on. No `>`: React would escape it. */
export const reportStyle = ({ ground, text }: { ground: string; text: string }): string => `
:root { background: ${ground}; color: ${text}; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 900px; margin: 32px auto; padding: 0 16px; }
h1 { margin-bottom: 4px; font-size: 26px; }
h2 { margin-top: 32px; font-size: 18px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 14px 4px 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); text-align: start; vertical-align: top; overflow-wrap: anywhere; }
td.number, th.number { text-align: end; }
small { opacity: 0.75; }
img { display: block; max-width: 100%; margin: 12px 0; }
`;
