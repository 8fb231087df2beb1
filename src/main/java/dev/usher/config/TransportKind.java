package dev.usher.config;

/** How the process talks to the kernel about its sockets. */
public enum TransportKind {
    /** The cheapest that this machine offers, in the order below. */
    AUTO,
    /** Linux's io_uring; container runtimes often forbid it. */
    IO_URING,
    /** Linux's epoll. */
    EPOLL,
    /** The JDK's own, everywhere. */
    NIO
}
