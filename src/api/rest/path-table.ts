/** What can be asked, by path. */
type Entry = { readonly method: string; readonly path: string };

/** The methods that a path has, sorted; none when there is no such path. */
export function methodsOf(entries: readonly Entry[], path: string): readonly string[] {
  const parts = path.split('/');
  const methods = entries.filter((entry) => isLike(entry.path.split('/'), parts)).map(({ method }) => method);
  return [...new Set(methods)].sort();
}

/** `/neighbors/{ip_address}`, as Fastify writes it. */
export function routePath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function isLike(template: readonly string[], parts: readonly string[]): boolean {
  const matches = (part: string, at: number): boolean =>
    part.startsWith('{') ? (parts[at] ?? '') !== '' : part === parts[at];
  return template.length === parts.length && template.every(matches);
}
