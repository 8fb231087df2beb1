package dev.usher.sandbox;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;

/**
 * The echo service's WebSocket, on paths that end with {@code /ws}: sends every message back, frame by frame. The query
 * asks for more: {@code ?hello} for a first message with what the handshake was, {@code ?closeCode=4000} for a Close
 * frame of that code when the first frame comes, and {@code ?status=} for a refusal.
 */
final class EchoSocket {

    /** The subprotocol that is chosen when it is offered. */
    static final String PROTOCOL = "echo";

    private final ServerWebSocket socket;
    private final int closeCode;

    private EchoSocket(ServerWebSocket socket, int closeCode) {
        this.socket = socket;
        this.closeCode = closeCode;
    }

    static boolean isWanted(HttpServerRequest request, EchoPlan plan) {
        return String.valueOf(request.path()).endsWith("/ws")
                && request.headers().contains(HttpHeaders.UPGRADE, "websocket", true)
                && plan.status() == 200;
    }

    static void open(HttpServerRequest request, EchoPlan plan, EchoService service) {
        String hello = EchoExchange.echo(request).encode();
        request.toWebSocket()
                .onSuccess(socket -> {
                    socket.closeHandler(closed -> service.answered());
                    socket.exceptionHandler(broken -> {});
                    if (plan.hello()) {
                        socket.writeTextMessage(hello);
                    }
                    socket.frameHandler(new EchoSocket(socket, plan.closeCode())::answer);
                })
                // a handshake that is not one has been answered by Vert.x
                .onFailure(refused -> service.answered());
    }

    private void answer(WebSocketFrame frame) {
        if (closeCode > 0) {
            socket.close((short) closeCode, "as you wish");
        } else if (frame.isText() || frame.isBinary() || frame.isContinuation()) {
            socket.writeFrame(frame);
            if (socket.writeQueueFull()) {
                socket.pause();
                socket.drainHandler(drained -> socket.resume());
            }
        }
    }
}
