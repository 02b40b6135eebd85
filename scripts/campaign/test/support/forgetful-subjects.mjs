/** The built protocols of the repository, seen by somebody who misreads every h. */
import { subjects as honest } from '../../dist/subjects.js';

export const subjects = honest.map((subject) => ({
  ...subject,
  text: (message) => subject.text(message).replaceAll('h', 'k'),
}));
