/**
 * The client of the user server: its calls, its error codes, and what its answers can mean. Must not know sessions,
 * tokens of ours, or the proxy.
 */
@NullMarked
package dev.usher.userserver;

import org.jspecify.annotations.NullMarked;
