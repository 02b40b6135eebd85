/** Charts in pages, drawn anew from the machines. */

/**
 * The page with every chart as it is drawn now. A chart is a block of the language `mermaid` after `<!-- chart: name -->`.
 *
 * @throws Error for a chart that has no place in the page.
 */
export function withCharts(page: string, charts: Readonly<Record<string, string>>): string {
  return Object.entries(charts).reduce((text, [name, chart]) => {
    const place = new RegExp(`(<!-- chart: ${name} -->\n\`\`\`mermaid\n)[^\`]*(\`\`\`)`);
    if (!place.test(text)) throw new Error(`no place for the chart '${name}'`);
    return text.replace(place, (_, before: string, after: string) => `${before}${chart}${after}`);
  }, page);
}
