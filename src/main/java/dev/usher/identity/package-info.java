/**
 * The user as services see it: which property becomes which header, and which header names belong to the gateway. Pure:
 * must not import Vert.x.
 */
@NullMarked
package dev.usher.identity;

import org.jspecify.annotations.NullMarked;
