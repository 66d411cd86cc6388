import { backendName } from "#experiment/backends.ts";
import { precisionEntry } from "#experiment/precisions.ts";
import { recipeOptions } from "#experiment/recipe-diff.ts";
import type { Finding } from "#experiment/report.ts";
import type { Environment } from "#experiment/result.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { formatCounted, formatDecibels, formatSmall } from "#words/format.ts";
import { variantTitle } from "#words/recipe-words.ts";
import { notFiniteMessages } from "../NotFiniteNotice.tsx";
import { measuredBy } from "../result/measured-by.ts";
import { resultRows } from "../result/result-rows.ts";
import { verdictOf } from "../result/verdict.ts";
import { reportStyle } from "./report-style.ts";

/** A chart as a picture of its own. */
export interface ReportChart {
  title: string;
  /** A `data:` address. */
  source: string;
}

export interface ReportPageProps {
  record: RunRecord;
  findings: Finding[];
  charts: ReportChart[];
  colours: { ground: string; text: string };
}

const STATES: Record<Finding["state"], string> = {
  found: "found",
  clear: "not found",
  "no-evidence": "cannot be told from this run",
};

const place = ({ backend, threads }: Environment["fp32"]): string =>
  `${backendName(backend)} (${formatCounted(threads, "thread")})`;

/** The report as one page that needs nothing else, not even a script. */
export function ReportPage({ record, findings, charts, colours }: ReportPageProps) {
  const { result, modelName, task } = record;
  const { recipe, environment, layers, notices } = result;
  const title = `${modelName}, ${variantTitle(recipe)}`;
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta
          httpEquiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <title>{title}</title>
        <style>{reportStyle(colours)}</style>
      </head>
      <body>
        <h1>{title}</h1>
        <p>{verdictOf(record).sentence}</p>
        {notFiniteMessages(notices).map(({ what }) => (
          <p key={what}>
            <strong>{what}</strong>
          </p>
        ))}
        <h2>Results</h2>
        <table>
          <thead>
            <tr>
              <th>Measure</th>
              <th className="number">FP32</th>
              <th className="number">Quantized</th>
              <th className="number">Difference</th>
            </tr>
          </thead>
          <tbody>
            {resultRows(result, [], measuredBy(result, task)).map((row) => (
              <tr key={row.label.value}>
                <th scope="row">
                  {row.label.value} <small>{row.label.detail}</small>
                </th>
                {(["fp32", "quantized", "difference"] as const).map((column) => (
                  <td key={column} className="number">
                    {row[column].value} <small>{row[column].detail}</small>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {charts.map((chart) => (
          <img key={chart.title} src={chart.source} alt={chart.title} />
        ))}
        {findings.length > 0 && <h2>Diagnosis</h2>}
        {findings.map(({ id, state, symptom, evidence, cause }) => (
          <p key={id}>
            <strong>{symptom}</strong> <small>{STATES[state]}</small>
            <br />
            {[...evidence, cause].filter(Boolean).join(" ")}
          </p>
        ))}
        <h2>Recipe</h2>
        <table>
          <tbody>
            {recipeOptions(recipe).map(({ path, label, value }) => (
              <tr key={path}>
                <th scope="row">{label}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <h2>Layers</h2>
        <table>
          <thead>
            <tr>
              <th>Layer</th>
              <th>Operator</th>
              <th>Precision</th>
              <th className="number">Weights SQNR</th>
              <th className="number">Output SQNR</th>
              <th className="number">Output MSE</th>
            </tr>
          </thead>
          <tbody>
            {layers.map(({ name, op, precision, weights, output }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{op}</td>
                <td>{precisionEntry(precision).phrase}</td>
                <td className="number">{weights ? formatDecibels(weights.sqnrDb) : "–"}</td>
                <td className="number">{output ? formatDecibels(output.sqnrDb) : "–"}</td>
                <td className="number">{output ? formatSmall(output.mse) : "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <h2>Measured with</h2>
        <p>
          Quantization Lab {environment.lab}, {environment.runtime}; FP32 on {place(environment.fp32)},
          quantized on {place(environment.quantized)}. {environment.userAgent}
        </p>
        {notices.length > 0 && <p>Notices of the run: {notices.length}, in the JSON report.</p>}
      </body>
    </html>
  );
}
