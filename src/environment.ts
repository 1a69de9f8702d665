/** Whether this thread's program is at its end: then every device is closed, and nothing is told of it any more. */
export const environment = { isOver: false };

/**
 * What every promise is that is asked for then. When a program ends because nothing is left to do, Node still notices
 * rejections that nobody hears after its `exit` listeners, and turns them into another exit code.
 */
export const never: Promise<never> = new Promise(() => {});
