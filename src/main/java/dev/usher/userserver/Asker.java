package dev.usher.userserver;

import dev.usher.http.AddressGroup;
import dev.usher.http.Exchange;

/** Whoever wants a call's answer. While the call waits for its turn, one that goes away gives up its place. */
@FunctionalInterface
public interface Asker {

    /** The client of an exchange. */
    static Asker of(Exchange exchange) {
        return new Client(exchange, true);
    }

    /** The same for what must be asked even when the client does not wait for it. */
    static Asker patient(Exchange exchange) {
        return new Client(exchange, false);
    }

    /** The gateway itself, for a client who was at this address last and waits for nothing. */
    static Asker patient(AddressGroup address) {
        return new Absent(address);
    }

    /** Has something run, on any thread, when it has gone; at once if it has gone already. */
    void onGone(Runnable leave);

    /**
     * Has something run, on any thread, when somebody has come who wants the answer with {@link Urgency#FIRST} though
     * it was asked for with less; at once if there is one already.
     */
    default void onUrgent(Runnable raise) {
        // most are alone from the start
    }

    /** With whom it takes turns: others from there come one after the other. */
    default AddressGroup address() {
        return AddressGroup.UNKNOWN;
    }

    /** A client that is not here, and cannot leave. */
    record Absent(AddressGroup address) implements Asker {

        @Override
        public void onGone(Runnable leave) {
            // never
        }
    }

    /** A client that is here, and may leave. */
    record Client(Exchange exchange, boolean mayLeave) implements Asker {

        @Override
        public void onGone(Runnable leave) {
            if (mayLeave) {
                exchange.onOver(leave);
            }
        }

        @Override
        public AddressGroup address() {
            return AddressGroup.of(exchange.client());
        }
    }
}
