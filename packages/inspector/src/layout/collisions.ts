/** What lies on what in a placed chart, computed from the boxes. */
import { type Placed, segmentsOf, touches } from './placed.js';

/** Everything that a person could not read: a label on another, on a box, or on a line that is not its own. */
export function collisions({ boxes, links }: Placed): string[] {
  const labels = links.flatMap((link) =>
    link.labels.map((label) => ({ ...label, link, name: label.rows[0]?.text ?? '' })),
  );
  const leaves = boxes.filter(({ box }) => box.children.length === 0);
  return [
    ...labels.flatMap((label, index) =>
      labels
        .slice(index + 1)
        .filter((other) => touches(label, other))
        .map((other) => `label ${label.name} on label ${other.name}`),
    ),
    ...labels.flatMap((label) =>
      leaves.filter((box) => touches(label, box)).map(({ box }) => `label ${label.name} on state ${box.title}`),
    ),
    ...labels.flatMap((label) =>
      links
        .filter((link) => link !== label.link && segmentsOf(link).some((segment) => touches(label, segment)))
        .map((link) => `label ${label.name} on the line of ${link.link.labels[0]?.text}`),
    ),
    ...leaves.flatMap((box, index) =>
      leaves
        .slice(index + 1)
        .filter((other) => touches(box, other))
        .map((other) => `state ${box.box.title} on ${other.box.title}`),
    ),
  ];
}
