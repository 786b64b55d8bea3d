export {
  DESK_TABS,
  type Desk,
  type DeskTab,
  type FileRequest,
  type PortRequest,
  provideDesk,
  useDesk,
} from './desk.ts';
export { followPlace } from './follow-place.ts';
