import type { Attachment } from './viewer.ts';
import type { ViewerEntry, Viewers } from './viewers.ts';

type KeyboardHands = Pick<Attachment, 'askKeyboard' | 'answerKeyboard' | 'takeKeyboardBack' | 'giveKeyboardBack'>;

/** What a viewer may do about the keyboard; `onGiven` when the one who types may be another. */
export function keyboardOf(viewers: Viewers, entry: ViewerEntry, onGiven: () => void): KeyboardHands {
  return {
    askKeyboard: () => viewers.ask(entry),
    answerKeyboard: (number, give) => viewers.answer(entry, number, give),
    takeKeyboardBack: (number) => viewers.takeBack(entry, number),
    giveKeyboardBack: () => {
      viewers.giveBack(entry);
      onGiven();
    },
  };
}
