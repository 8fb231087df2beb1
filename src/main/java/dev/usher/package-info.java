/**
 * The composition root: builds and wires every part once, starts and drains them.
 * Knows every package; nothing but {@code cli} knows it.
 */
@NullMarked
package dev.usher;

import org.jspecify.annotations.NullMarked;
