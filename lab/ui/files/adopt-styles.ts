import styles from './files.css?inline';

let isAdopted = false;

/** Adds the styles of the files to the page, once: they come with this part, so that the first page is no larger. */
export function adoptStyles(): void {
  if (isAdopted || !('adoptedStyleSheets' in document)) return;
  isAdopted = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets.push(sheet);
}
