package dev.karat.engine.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.CustomerDataJson;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A target's {@code where}: a JSLT expression over the golden profile. Consents can be asked for as
 * {@code .consent.email.marketing == "granted"}, which is only true where every contact point of that channel agrees.
 * Immutable; safe for several threads.
 */
public final class WhereFilter implements Predicate<CustomerData> {
    private final @Nullable Expression expression;

    /**
     * Compiles the expression.
     *
     * @param jslt expression, or null to let every profile pass
     */
    public WhereFilter(@Nullable String jslt) {
        try {
            expression = jslt == null ? null : Parser.compileString(jslt);
        } catch (JsltException wrong) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, "The where expression cannot be read: " + wrong.getMessage(), wrong);
        }
    }

    /** True if the expression is true of the profile; one that fails or gives no truth value is false. */
    @Override
    public boolean test(CustomerData profile) {
        if (expression == null) {
            return true;
        }
        ObjectNode node = CustomerDataJson.toNode(profile);
        ObjectNode consent = node.putObject("consent");
        for (var one : profile.blocks(Attribute.CONSENTS)) {
            String purpose = one.getOrDefault("purpose", "");
            String status = one.getOrDefault("status", "unknown");
            ObjectNode channel = consent.withObjectProperty(one.getOrDefault("channel", ""));
            boolean agreesSoFar = channel.path(purpose).asText(status).equals("granted");
            if (agreesSoFar) {
                channel.put(purpose, status);
            }
        }
        try {
            return expression.apply(node).asBoolean(false);
        } catch (JsltException failed) {
            return false;
        }
    }
}
