/**
 * The sockets that take requests, the guard, and the way that each request goes through the stages. Knows all stages,
 * and nothing of how any of them works.
 */
@NullMarked
package dev.usher.listener;

import org.jspecify.annotations.NullMarked;
