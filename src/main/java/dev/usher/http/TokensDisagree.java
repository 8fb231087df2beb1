package dev.usher.http;

/** Nobody could say which of the request's tokens a service would believe. */
public final class TokensDisagree extends GatewayFailure {
    private static final long serialVersionUID = 1L;

    public TokensDisagree() {
        super(400, "bad-request", "the request carries two different tokens; send one", null);
    }
}
