const adopted = new Set<string>();

/** Adds the styles of a part to the page, once: they come with that part, so that the first page is no larger. */
export function adoptStyles(styles: string): void {
  if (adopted.has(styles) || !('adoptedStyleSheets' in document)) return;
  adopted.add(styles);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets.push(sheet);
}
