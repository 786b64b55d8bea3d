import { defineCommand } from 'citty';

export const doctor = defineCommand({
  meta: { name: 'doctor', description: 'Tests whether this machine carries the lab, with the fix where it does not' },
  async run() {
    console.log('soon');
  },
});
