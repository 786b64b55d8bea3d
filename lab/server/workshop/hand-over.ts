import { type ClientMessage, LabError } from '../../contract/index.ts';
import type { Attachment } from '../terminal/index.ts';

type KeyboardMessage = Extract<
  ClientMessage,
  { type: 'askKeyboard' | 'answerKeyboard' | 'takeKeyboardBack' | 'giveKeyboardBack' }
>;

/** Asks for the keyboard of a terminal, or hands it over; throws LabError badRequest where the page has no such terminal. */
export function handOver(message: KeyboardMessage, attachment: Attachment | undefined): void {
  if (!attachment) throw new LabError('badRequest', `No terminal is open on channel ${message.channel}.`);
  if (message.type === 'askKeyboard') attachment.askKeyboard();
  else if (message.type === 'answerKeyboard') attachment.answerKeyboard(message.viewer, message.give);
  else if (message.type === 'takeKeyboardBack') attachment.takeKeyboardBack(message.viewer);
  else attachment.giveKeyboardBack();
}
