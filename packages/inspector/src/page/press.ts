/**
 * Which of many things was pressed. They are drawn anew several times a second, and a browser makes no click where the element that was
 * pressed is gone when the button comes up, or one that means what is there by then.
 */

/**
 * @param thingAt what an element within the container stands for, or undefined
 * @param press is told the thing that was there when the button went down, unless the pointer was moved away from it
 */
export function pressing<T>(
  container: Element,
  thingAt: (element: Element) => T | undefined,
  press: (thing: T) => void,
): void {
  let pressed: { readonly thing: T; readonly x: number; readonly y: number } | undefined;
  const thingOf = ({ target }: Event): T | undefined =>
    target instanceof Element && container.contains(target) ? thingAt(target) : undefined;

  document.addEventListener('pointerdown', (event) => {
    const thing = event.button === 0 ? thingOf(event) : undefined;
    pressed = thing === undefined ? undefined : { thing, x: event.clientX, y: event.clientY };
  });
  container.addEventListener('pointerup', (event) => {
    const down = pressed;
    pressed = undefined;
    if (down === undefined || !(event instanceof PointerEvent)) return;
    const moved = Math.hypot(event.clientX - down.x, event.clientY - down.y);
    if (moved <= STILL || thingOf(event) === down.thing) press(down.thing);
  });
  container.addEventListener('click', (event) => {
    // Without a button, as a screen reader clicks.
    const thing = event instanceof MouseEvent && event.detail === 0 ? thingOf(event) : undefined;
    if (thing !== undefined) press(thing);
  });
}

/** Pixels that a hand moves while it clicks. */
const STILL = 8;
