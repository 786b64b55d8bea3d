import { posix, resolve } from 'node:path';
import {
  type ClusterShape,
  type Course,
  type CourseIssue,
  type CourseManifest,
  type CourseModule,
  type CourseOutline,
  type CourseStep,
  clusterKey,
  courseManifest,
} from '../../contract/index.ts';
import { photosOf, readPictures } from './pictures/index.ts';
import { type Report, reportOn } from './rules.ts';
import { readStep } from './step-file.ts';
import { readYaml } from './yaml-reader.ts';

/** The texts of a course's folder. */
export interface CourseTexts {
  /** The name of the folder. */
  readonly folder: string;
  /** Text by path from the folder, with `/` between. */
  readonly texts: ReadonlyMap<string, string>;
  /** The files below pictures/ by path. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  /** Where the folder is: paths to files of nodes begin there. */
  readonly path: string;
  /** Whether there is a file or folder at a path from the folder. */
  readonly exists: (path: string) => boolean;
  /** Files that could not be read. */
  readonly unread: readonly CourseIssue[];
}

/** What a folder of texts is: a course when nothing is wrong, and everything that was found. */
export interface CompiledCourse {
  readonly course?: Course;
  readonly issues: readonly CourseIssue[];
}

export const MANIFEST = 'course.yaml';

/** Makes a course of its texts. Never throws: whatever is wrong is an issue. */
export function compileCourse(read: CourseTexts): CompiledCourse {
  const { course, issues } = compile(read);
  const place = ({ file, line = 0 }: CourseIssue): string =>
    `${file === MANIFEST ? '' : file}:${String(line).padStart(7, '0')}`;
  const sorted = issues.toSorted((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
  return { ...(course ? { course } : {}), issues: sorted };
}

function compile({ folder, path, exists, texts, pictures: files, unread }: CourseTexts): CompiledCourse {
  const issues: CourseIssue[] = [...unread];
  const report = reportOn(MANIFEST, issues);
  const manifestText = texts.get(MANIFEST);
  if (manifestText === undefined) {
    const isUnread = unread.some((issue) => issue.file === MANIFEST);
    if (!isUnread)
      report(
        'no-manifest',
        undefined,
        'There is no course.yaml. A course is a folder with a course.yaml and its steps',
      );
    return { issues };
  }
  const { value: manifest, lineOf } = readYaml(manifestText, courseManifest, { report, firstLine: 1 });
  if (!manifest) return { issues };
  lintManifest(manifest, folder, (code, path, message) => report(code, lineOf(path), message));

  lintSources(manifest, exists, (code, at, message) => report(code, lineOf(at), message));

  const missing = (path: readonly PropertyKey[], file: string): void => {
    if (unread.some((issue) => issue.file === file)) return;
    report('missing-file', lineOf(path), `There is no file ${file}. Paths begin at the folder of the course`);
  };
  const pictures = { course: manifest.id, found: readPictures(files, issues) };
  const modules = manifest.modules.map((module, m): CourseModule => {
    const shape = shapeOf(manifest, module);
    const nodes = [...shape.nodes, ...shape.spares];
    const steps = module.steps.map((file, s) => {
      const text = texts.get(file);
      if (text === undefined) return missing(['modules', m, 'steps', s], file);
      return readStep(text, { nodes, module: module.id, pictures, report: reportOn(file, issues) });
    });
    return {
      id: module.id,
      title: module.title,
      start: module.start,
      shape,
      real: module.real,
      steps: steps.filter((step) => step !== undefined),
    };
  });
  lintFiles(manifest, texts, issues);
  lintStepIds(manifest, texts, issues);
  if (issues.some((issue) => issue.level === 'error')) return { issues };
  const { images } = manifest;
  const laid = manifest.files.map((entry) => ({ ...entry, from: resolve(path, entry.from) }));
  const outline = outlineOf(manifest, modules);
  const recorded = manifest.recordings ? { isRecorded: true as const } : {};
  const course = { outline, images, files: laid, modules, pictures: photosOf(pictures.found), ...recorded };
  return { course, issues };
}

function shapeOf({ nodes }: CourseManifest, module: CourseManifest['modules'][number]): ClusterShape {
  const cloud = module.cloud ? { cloud: true as const } : {};
  return { nodes: module.nodes ?? nodes, spares: module.spares ?? [], interfaces: module.interfaces ?? 1, ...cloud };
}

type ReportPath = (code: Parameters<Report>[0], path: readonly PropertyKey[], message: string) => void;

function lintManifest(manifest: CourseManifest, folder: string, report: ReportPath): void {
  if (manifest.id !== folder) {
    report('folder-name', ['id'], `The id is ${manifest.id}, the folder ${folder}. Give both the same name`);
  }
  repeats(manifest.nodes, (at, name) => report('duplicate-id', ['nodes', at], `Two nodes are called ${name}`));
  const ids = manifest.modules.map((module) => module.id);
  repeats(ids, (at, id) => report('duplicate-id', ['modules', at, 'id'], `Two modules have the id ${id}`));
  const files = manifest.modules.flatMap((module, m) =>
    module.steps.map((file, s) => ({ file, path: ['modules', m, 'steps', s] })),
  );
  repeats(
    files.map(({ file }) => file),
    (at, file) => report('duplicate-id', files[at]?.path ?? [], `${file} is listed twice`),
  );
  for (const [m, { start }] of manifest.modules.entries()) {
    if (start === 'engines' || ids.slice(0, m).includes(start.after)) continue;
    const before = ids.slice(0, m).join(', ') || 'none, so it starts from engines';
    report(
      'module-order',
      ['modules', m, 'start'],
      `No module before this one is called ${start.after}. Before it: ${before}`,
    );
  }
}

/** What is laid on nodes has to be there, and its node too. */
function lintSources(manifest: CourseManifest, exists: CourseTexts['exists'], report: ReportPath): void {
  const nodes = new Set([...manifest.nodes, ...manifest.modules.flatMap((module) => module.nodes ?? [])]);
  for (const [at, { node, from, only }] of manifest.files.entries()) {
    if (!nodes.has(node))
      report('unknown-node', ['files', at, 'node'], `files[${at}].node: the course has no node ${node}`);
    for (const source of only ? only.map((name) => posix.join(from, name)) : [from]) {
      if (!exists(source))
        report('missing-file', ['files', at], `There is no ${source}. Paths begin at the folder of the course`);
    }
  }
}

function repeats(names: readonly string[], found: (at: number, name: string) => void): void {
  for (const [at, name] of names.entries()) if (names.indexOf(name) < at) found(at, name);
}

function lintFiles(manifest: CourseManifest, texts: CourseTexts['texts'], issues: CourseIssue[]): void {
  const listed = new Set(manifest.modules.flatMap((module) => module.steps));
  for (const file of texts.keys()) {
    if (!file.startsWith('steps/') || listed.has(file)) continue;
    reportOn(file, issues)(
      'unlisted-file',
      undefined,
      'No module lists this file. Add it to course.yaml, or remove it',
    );
  }
}

/** Ids are compared as written, so that a step that does not fit otherwise is found here too. */
function lintStepIds(manifest: CourseManifest, texts: CourseTexts['texts'], issues: CourseIssue[]): void {
  const seen = new Map<string, string>();
  for (const file of new Set(manifest.modules.flatMap((module) => module.steps))) {
    const lines = texts.get(file)?.split('\n') ?? [];
    const line = lines.findIndex((text) => /^id:\s/.test(text));
    const id = lines[line]?.slice('id:'.length).trim();
    if (id === undefined) continue;
    const first = seen.get(id);
    if (first === undefined) seen.set(id, file);
    else
      reportOn(file, issues)(
        'duplicate-id',
        line + 1,
        `The step ${first} has the id ${id} too. Progress is kept by it`,
      );
  }
}

function outlineOf(manifest: CourseManifest, modules: readonly CourseModule[]): CourseOutline {
  const views = (steps: readonly CourseStep[]) =>
    steps.map(({ view: { id, title, minutes } }) => ({ id, title, minutes }));
  const { id, title, summary, nodes } = manifest;
  return {
    id,
    title,
    summary,
    nodes,
    minutes: modules.flatMap((module) => module.steps).reduce((sum, step) => sum + step.view.minutes, 0),
    modules: modules.map((module, m) => {
      const { shape } = module;
      const ownNodes = manifest.modules[m]?.nodes ? { ownNodes: [...shape.nodes, ...shape.spares] } : {};
      return {
        id: module.id,
        title: module.title,
        ...ownNodes,
        cluster: clusterKey(shape),
        steps: views(module.steps),
      };
    }),
  };
}
