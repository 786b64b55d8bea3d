import { type Ref, ref } from 'vue';
import { MAX_UPLOAD_BYTES } from '../../contract/index.ts';
import { countWordUpper, plural, useNotices } from '../kit/index.ts';
import { sizeWords } from './paths.ts';
import { droppedFiles, upload } from './upload.ts';
import type { Question } from './use-question.ts';

export interface Uploads {
  /** How many files are on their way. */
  readonly underWay: Ref<number>;
  /** Lets a person choose files for a folder. */
  choose(folder: string): void;
  drop(folder: string, data: DataTransfer): void;
}

/** Brings files of this computer to a node; `arrived` is told when a folder has got some. */
export function useUploads(o: {
  readonly node: Ref<string>;
  readonly ask: (question: Question) => Promise<boolean>;
  readonly arrived: (folder: string) => void;
}): Uploads {
  const { tell } = useNotices();
  const underWay = ref(0);

  async function bring(folder: string, files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    underWay.value += files.length;
    const mayReplace = (name: string) =>
      o.ask({
        title: `Replace ${name}?`,
        sentence: `${folder} on ${o.node.value} has a ${name} already. What is in it now is lost.`,
        yes: 'Replace',
        no: 'Keep it',
      });
    const { brought, problems } = await upload(o.node.value, folder, files, { mayReplace });
    underWay.value -= files.length;
    for (const sentence of problems) tell({ level: 'bad', sentence });
    if (brought.length === 0) return;
    tell({
      level: 'ok',
      sentence: `${countWordUpper(brought.length)} ${plural(brought.length, 'file').replace(/^\d+ /, '')} brought to ${folder}.`,
    });
    o.arrived(folder);
  }

  return {
    underWay,
    choose(folder) {
      const input = document.createElement('input');
      input.type = 'file';
      input.multiple = true;
      input.title = `At most ${sizeWords(MAX_UPLOAD_BYTES)} each`;
      input.onchange = () => void bring(folder, [...(input.files ?? [])]);
      input.click();
    },
    drop(folder, data) {
      const { files, folders } = droppedFiles(data);
      if (folders.length > 0) {
        const sentence = `${folders.join(', ')}: whole folders cannot be dragged in. Pack them with tar, and unpack them on the node.`;
        tell({ level: 'warn', sentence });
      }
      void bring(folder, files);
    },
  };
}
