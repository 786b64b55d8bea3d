const TONE_HZ = 660;
const TONE_S = 0.15;
const LOUDNESS = 0.08;

let audio: AudioContext | undefined;

/** A short soft tone. Silent in a page that nobody has touched yet: browsers want it so. */
export function ringBell(): void {
  try {
    audio ??= new AudioContext();
    if (audio.state === 'suspended') void audio.resume();
    const { currentTime, destination } = audio;
    const tone = new OscillatorNode(audio, { frequency: TONE_HZ });
    const loudness = new GainNode(audio, { gain: LOUDNESS });
    // Without a click at its end.
    loudness.gain.exponentialRampToValueAtTime(0.0001, currentTime + TONE_S);
    tone.connect(loudness).connect(destination);
    tone.start();
    tone.stop(currentTime + TONE_S);
  } catch {
    // A browser without sound: the bell is still seen.
  }
}
