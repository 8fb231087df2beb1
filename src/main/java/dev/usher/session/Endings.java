package dev.usher.session;

import dev.usher.http.Defect;
import dev.usher.http.Seldom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where the end of a session is announced, whatever ended it. Safe from every thread. */
public final class Endings {

    private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

    private final Seldom defects = new Seldom();
    private final List<Consumer<Ending>> listeners = new CopyOnWriteArrayList<>();

    /**
     * Has a listener told of every end, from now on and for good: when it is told, nobody gets in with the token any
     * more. It is called on whichever thread ended the session, so it must not block; it may hear of one end twice.
     */
    public void tell(Consumer<Ending> listener) {
        listeners.add(listener);
    }

    void announce(Ending ending) {
        for (Consumer<Ending> listener : listeners) {
            try {
                listener.accept(ending);
            } catch (RuntimeException defect) {
                defects.say(
                        more -> LOG.error("the end of a session was not heard: {}{}", Defect.describe(defect), more));
            }
        }
    }
}
