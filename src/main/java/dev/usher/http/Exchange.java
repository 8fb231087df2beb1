package dev.usher.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer on their way through the stages, with what the access log wants to know of them. Belongs
 * to the event loop of its request and is never touched from another thread.
 */
public final class Exchange {

    /** Nginx's number for a client that went away before its answer; never sent. */
    private static final int CLIENT_GONE = 499;

    private final HttpServerRequest request;
    private final long startedNanos = System.nanoTime();
    private String id;
    private Client client = Client.UNKNOWN;
    private @Nullable RequestTarget target;
    private @Nullable HttpMethod askedMethod;
    private boolean check;
    private boolean held;
    private String route = "-";
    private String userId = "-";
    private String service = "-";
    private CacheUse cache = CacheUse.NONE;
    private int brokenOffWith;
    private boolean gone;
    private boolean finished;
    private boolean tunnel;
    private long tunnelledBytes;
    private @Nullable Handler<Exchange> whenFinished;
    private Handler<Exchange> whenClosed = exchange -> {};
    private @Nullable Runnable onOver;
    private @Nullable Runnable onTunnel;
    private @Nullable Consumer<MultiMap> ownFields;
    private @Nullable Function<GatewayFailure, Page> failurePage;
    private @Nullable String shownPath;
    private boolean speaksBackendless;

    public Exchange(HttpServerRequest request, String id) {
        this.request = request;
        this.id = id;
    }

    /** Whether requests share their connection, as of HTTP/2; what could not be read at all has no version. */
    public static boolean isStream(HttpServerRequest request) {
        @Nullable HttpVersion version = request.version();
        return version != null && version.compareTo(HttpVersion.HTTP_2) >= 0;
    }

    /** Calls back once, when the answer has been handed to the connection or the client has gone. */
    public void whenFinished(Handler<Exchange> handler) {
        whenFinished = handler;
        request.response().endHandler(v -> finish());
        request.response().closeHandler(v -> {
            if (!finished) {
                gone = brokenOffWith == 0;
                finish();
            }
            whenClosed.handle(this);
        });
    }

    /** Calls back when the client has all of an answer, or has gone. */
    public void whenClosed(Handler<Exchange> handler) {
        whenClosed = handler;
    }

    /** Runs when the answer has made a tunnel of the connection, which then lasts as long as it likes. */
    public void onTunnel(Runnable action) {
        onTunnel = action;
    }

    /** The answer has made a tunnel of the connection. */
    public void becomesTunnel() {
        tunnel = true;
        if (onTunnel != null) {
            onTunnel.run();
        }
    }

    public boolean isTunnel() {
        return tunnel;
    }

    /** The connection was a tunnel after the answer, and has ended; the client was sent as many bytes. */
    public void tunnelled(long bytes) {
        tunnelledBytes = bytes;
        finish();
    }

    private void finish() {
        if (!finished) {
            finished = true;
            if (onOver != null) {
                onOver.run();
            }
            if (whenFinished != null) {
                whenFinished.handle(this);
            }
        }
    }

    /** Runs when the answer is complete, whoever gave it, or the client has gone; at once if that has been. */
    public void onOver(Runnable action) {
        onOver = action;
        if (finished) {
            action.run();
        }
    }

    /** Whether a request broke off since its client left, and not since it sent what is not HTTP. */
    public static boolean hasLeft(Throwable failure) {
        return failure instanceof HttpClosedException
                || failure instanceof StreamResetException
                || failure instanceof IOException;
    }

    /** Has fields written into whatever is answered to this request, a refusal too. */
    public void onEveryAnswer(Consumer<MultiMap> fields) {
        ownFields = ownFields == null ? fields : ownFields.andThen(fields);
    }

    public boolean hasOwnFields() {
        return ownFields != null;
    }

    /** For whoever writes the head of an answer, when all else is in it. */
    public void writeOwnFields(MultiMap headers) {
        if (ownFields != null) {
            ownFields.accept(headers);
        }
    }

    /** Has a person see a page where the request fails, and not a document for programs. */
    public void showFailuresAs(Function<GatewayFailure, Page> page) {
        failurePage = page;
    }

    /** The page of a failure; absent: a program asked. */
    @Nullable
    Page pageOf(GatewayFailure failure) {
        return failurePage == null ? null : failurePage.apply(failure);
    }

    /** Its client reads failures as the user server would say them. */
    public void speakBackendless() {
        speaksBackendless = true;
    }

    boolean speaksBackendless() {
        return speaksBackendless;
    }

    /** The answer is cut by the gateway after its head: the log says why, where the client was promised a success. */
    public void brokeOff(int status) {
        brokenOffWith = status;
    }

    /** The status for log and metrics: what was sent, unless the client had left or the answer broke off. */
    public int outcome() {
        return gone
                ? CLIENT_GONE
                : brokenOffWith > 0 ? brokenOffWith : response().getStatusCode();
    }

    /** What the client was sent as a body or through a tunnel, in bytes. */
    public long bytes() {
        return response().bytesWritten() + tunnelledBytes;
    }

    /** Holds back what comes of its body until somebody resumes it. */
    public void hold() {
        held = true;
        request.pause();
    }

    public boolean isHeld() {
        return held;
    }

    public HttpServerRequest request() {
        return request;
    }

    public HttpServerResponse response() {
        return request.response();
    }

    /** The request's id: in the log, in the answer, and at the service. */
    public String id() {
        return id;
    }

    /** A trusted proxy has given the request this id already. */
    public void knownAs(String given) {
        id = given;
    }

    /** Nobody known until the guard has looked. */
    public Client client() {
        return client;
    }

    public void sentBy(Client sender) {
        client = sender;
    }

    /** A proxy in front asks about a request that it has, and that does not come here. */
    public void becomesCheck() {
        check = true;
    }

    public boolean isCheck() {
        return check;
    }

    /** What a check is about; nothing of the check itself counts from here on but its fields. */
    public void asksAbout(HttpMethod method, Client sender, RequestTarget asked) {
        askedMethod = method;
        client = sender;
        target = asked;
    }

    /** What is to be done, here or where a check comes from. */
    public HttpMethod method() {
        return askedMethod == null ? request.method() : askedMethod;
    }

    public long startedNanos() {
        return startedNanos;
    }

    /** Absent until the guard has accepted the request. */
    public @Nullable RequestTarget target() {
        return target;
    }

    public void accepted(RequestTarget accepted) {
        target = accepted;
    }

    /** The path holds what nobody else may read; this is what the log shows in its place. */
    public void showPathAs(String harmless) {
        shownPath = harmless;
    }

    /** The path for people, as far as it is known. */
    public String shownPath() {
        String known = target == null ? "-" : target.path();
        return TokenInPath.masked(shownPath == null ? known : shownPath);
    }

    public String route() {
        return route;
    }

    public void routedTo(String pattern) {
        route = pattern;
    }

    public String userId() {
        return userId;
    }

    public void authenticatedAs(String id) {
        userId = id;
    }

    public String service() {
        return service;
    }

    public void forwardedTo(String origin) {
        service = origin;
    }

    public CacheUse cache() {
        return cache;
    }

    public void usedCache(CacheUse use) {
        cache = use;
    }
}
