/** Pictures that the page draws from the learner's own cluster, with what each shows. */
export const LIVE_PICTURES = {
  quorum: 'The votes of the managers now, and what one to seven managers can bear',
  stack: 'The services of DevCoin, how many tasks or containers each has now, and on which nodes',
  overlay: 'The overlay networks, and the nodes that have tasks on them now',
  'mesh-path': 'A published port, a node to ask, and the tasks that may answer',
  'rolling-update': 'The tasks of a service by version and state, old and new',
} as const;
export type LivePictureName = keyof typeof LIVE_PICTURES;

/** A picture of a course that is loaded by its own address. */
export interface CoursePicture {
  /** The media type, found in the file itself. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Changes when the bytes do. */
  readonly version: string;
}
