import type { PreviewAnswer, PreviewRequest, PreviewWays } from '../../contract/index.ts';
import { ask } from './ask.ts';

/** GET /api/previews */
export const getPreviewWays = () => ask<PreviewWays>('GET', '/api/previews');

/** POST /api/seat/previews */
export const openPreview = (body: PreviewRequest) => ask<PreviewAnswer>('POST', '/api/seat/previews', { body });
