/**
 * A user server and a service to try Usher with: an in-process stand-in for a Backendless user service, good enough for
 * the official SDK, and a service that echoes what reaches it. For demonstrations and tests, never for real users.
 * Knows no other package of ours.
 */
@NullMarked
package dev.usher.sandbox;

import org.jspecify.annotations.NullMarked;
