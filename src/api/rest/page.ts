import { createHash } from 'node:crypto';

/** As much of an OpenAPI document as the page shows. */
type Shown = {
  readonly info?: { readonly title?: string; readonly version?: string; readonly description?: string };
  readonly servers?: readonly { readonly url?: string }[];
  readonly tags?: readonly { readonly name?: string; readonly description?: string }[];
  readonly paths?: object;
  readonly components?: { readonly schemas?: object };
};

type Operation = {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name?: string; readonly in?: string; readonly description?: string }[];
  readonly requestBody?: { readonly content?: object };
  readonly responses?: Readonly<Record<string, { readonly description?: string; readonly content?: object }>>;
};

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}
code,pre{font:13px/1.5 ui-monospace,monospace;background:#f3f3f3}pre{padding:.7em;overflow:auto}
summary{cursor:pointer;padding:.3em 0}b{display:inline-block;min-width:4.5em;font-family:ui-monospace,monospace}
table{border-collapse:collapse}td{border-top:1px solid #ddd;padding:.2em .8em .2em 0;vertical-align:top}
@media(prefers-color-scheme:dark){body{background:#181818;color:#ddd}code,pre{background:#282828}td{border-color:#444}}`;

/** What the page may load, and run: its own style, and nothing else. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The document as one page of HTML, without any script. */
export function renderPage(document: Shown): string {
  const { info = {}, servers = [], tags = [] } = document;
  const prefix = servers[0]?.url ?? '';
  const operations = operationsOf(document.paths ?? {});
  const sections = tags.map(({ name = '', description = '' }) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(name));
    return `<h2>${html(name)}</h2><p>${html(description)}</p>${own.map((one) => details(prefix, one)).join('')}`;
  });
  const schemas = Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => schemaOf(name, schema));
  const title = `${info.title ?? ''} ${info.version ?? ''}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${html(title)}</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>
<h1>${html(title)}</h1><p>${html(info.description ?? '')} <a href="${html(prefix)}/openapi.json">OpenAPI 3.1</a></p>
${sections.join('\n')}<h2>schemas</h2>${schemas.join('')}</body></html>
`;
}

type Found = { readonly method: string; readonly path: string; readonly operation: Operation };

function operationsOf(paths: object): readonly Found[] {
  return Object.entries(paths).flatMap(([path, item]: [string, object]) =>
    Object.entries(item).map(([method, operation]: [string, Operation]) => ({ method, path, operation })),
  );
}

function details(prefix: string, { method, path, operation }: Found): string {
  const { summary = '', parameters = [], requestBody, responses = {} } = operation;
  const head = `<b>${html(method.toUpperCase())}</b><code>${html(prefix + path)}</code> ${html(summary)}`;
  const inputs = parameters.map(({ name = '', in: place = '', description = '' }) => [name, place, description]);
  const answers = Object.entries(responses).map(([status, { description = '' }]) => [status, description]);
  const body = requestBody === undefined ? '' : `<p>body</p>${code(requestBody.content)}`;
  return `<details><summary>${head}</summary>${table(inputs)}${body}<p>answers</p>${table(answers)}</details>`;
}

function schemaOf(name: string, schema: unknown): string {
  return `<details><summary><code>${html(name)}</code></summary>${code(schema)}</details>`;
}

function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => `<tr>${row.map((cell) => `<td>${html(cell)}</td>`).join('')}</tr>`);
  return cells.length === 0 ? '' : `<table>${cells.join('')}</table>`;
}

function code(value: unknown): string {
  return `<pre>${html(JSON.stringify(value, undefined, 2) ?? '')}</pre>`;
}

function html(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
