package dev.karat.camel.connect.salesforce;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.events.EventCalls;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.internal.SalesforceSession;

/**
 * The session of the calls, lent to the component. Its own would sign in a second time, revoke the token that both may
 * share when it does so again, and try a refused credential for ever, which locks the user out.
 */
final class LentSession extends SalesforceSession {
    private final EventCalls calls;
    private final String orgId;
    private final PubSubSubscription.Receiver receiver;

    LentSession(SalesforceComponent component, EventCalls calls, PubSubSubscription.Receiver receiver) {
        super(
                component.getCamelContext(),
                component.getHttpClient(),
                component.getHttpClient().getTimeout(),
                component.getLoginConfig());
        this.calls = calls;
        this.orgId = calls.tenant();
        this.receiver = receiver;
    }

    @Override
    public String getAccessToken() {
        try {
            return calls.accessToken();
        } catch (GatewayException refused) {
            // This stream ends by it; somebody has to hear why.
            receiver.failed(refused);
            throw refused;
        }
    }

    @Override
    public String login(String oldToken) {
        return getAccessToken();
    }

    /** Called when the vendor refuses the token. Once is enough: the subscription is tried again, more and more rarely. */
    @Override
    public void attemptLoginUntilSuccessful(long backoffIncrement, long maxBackoff) {
        calls.renew();
    }

    @Override
    public String getInstanceUrl() {
        return calls.instance();
    }

    @Override
    public String getOrgId() {
        return orgId;
    }

    /** It is not ours to end. */
    @Override
    public void logout() {}
}
