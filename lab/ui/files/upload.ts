import { LabError, MAX_UPLOAD_BYTES } from '../../contract/index.ts';
import { saveFile, sentenceOf } from '../connection/index.ts';
import { joinPath, sizeWords } from './paths.ts';

/** A file that a person brings. */
export interface Brought {
  readonly name: string;
  readonly size: number;
}

/** What came of bringing files to a folder. */
export interface UploadResult {
  readonly brought: readonly string[];
  /** A sentence for each that was not brought. */
  readonly problems: readonly string[];
}

/**
 * Brings files to a folder, one after another. `mayReplace` is asked where something of the name is there already.
 * A file that fails does not keep the others back.
 */
export async function upload<F extends Brought & Blob>(
  node: string,
  folder: string,
  files: readonly F[],
  o: { readonly mayReplace: (name: string) => Promise<boolean>; readonly save?: typeof saveFile },
): Promise<UploadResult> {
  const save = o.save ?? saveFile;
  const brought: string[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const path = joinPath(folder, file.name);
    try {
      if (file.size > MAX_UPLOAD_BYTES) {
        problems.push(
          `${file.name} has ${sizeWords(file.size)}; at most ${sizeWords(MAX_UPLOAD_BYTES)} can be brought.`,
        );
        continue;
      }
      await saveNew(file, path);
      brought.push(path);
    } catch (error) {
      problems.push(sentenceOf(error));
    }
  }
  return { brought, problems };

  async function saveNew(file: F, path: string): Promise<void> {
    try {
      await save(node, path, file, 'new');
    } catch (error) {
      const isThere = error instanceof LabError && error.code === 'fileChanged';
      if (!isThere) throw error;
      if (!(await o.mayReplace(file.name))) throw new LabError('pathTaken', `${file.name} was left as it is.`);
      await save(node, path, file);
    }
  }
}

/** The files of a drop, without folders: a browser gives those as files that cannot be read. */
export function droppedFiles(data: DataTransfer): { files: readonly File[]; folders: readonly string[] } {
  const items = [...data.items].filter((item) => item.kind === 'file');
  const entries = items.map((item) => ({
    file: item.getAsFile(),
    isFolder: item.webkitGetAsEntry?.()?.isDirectory === true,
  }));
  return {
    files: entries.flatMap(({ file, isFolder }) => (file && !isFolder ? [file] : [])),
    folders: entries.flatMap(({ file, isFolder }) => (file && isFolder ? [file.name] : [])),
  };
}
