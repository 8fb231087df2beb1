/**
 * The gateway's own endpoints below {@code login.path}: one file per step of a session's life. Must not know routes or
 * services.
 */
@NullMarked
package dev.usher.login;

import org.jspecify.annotations.NullMarked;
