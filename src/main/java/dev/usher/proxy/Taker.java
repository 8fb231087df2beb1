package dev.usher.proxy;

/** Who wants a connection: is given one or told why not, once, possibly before its asking returns; or leaves first. */
interface Taker {

    /** Has room on it for one request, until that is given back or dropped. */
    void taken(ServiceConnection connection);

    void notTaken(Throwable why);
}
