package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.ErrorKind;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Capability;
import dev.karat.testkit.twin.Fault;
import java.time.Duration;

/** What goes wrong with calls, and what the gateway is told to do about it. */
class FailureContractTest {
    /** More than a renewed token is tried with. */
    private static final int ALWAYS = 5;

    private static GatewayException failure(VendorUnderTest vendor, int times, Fault fault) {
        vendor.enter(1);
        vendor.twin.faults().next(times, fault);
        return catchThrowableOfType(GatewayException.class, () -> vendor.read(null));
    }

    @ForVendors(can = Capability.READ)
    void stopsWhenItsCredentialIsRefused(VendorUnderTest vendor) {
        GatewayException failure = failure(vendor, ALWAYS, Fault.status(401));
        assertThat(failure.code()).isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
        assertThat(failure.kind()).isEqualTo(ErrorKind.FATAL);
        vendor.twin
                .credentials()
                .values()
                .forEach(secret -> assertThat(failure.getMessage()).doesNotContain(secret));
    }

    @ForVendors(can = Capability.READ)
    void waitsAsLongAsTheVendorAsks(VendorUnderTest vendor) {
        GatewayException failure = failure(vendor, 1, Fault.tooManyRequests("7"));
        assertThat(failure.code()).isEqualTo(ErrorCode.VENDOR_RATE_LIMITED);
        assertThat(failure.kind()).isEqualTo(ErrorKind.RETRYABLE);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @ForVendors(can = Capability.READ)
    void comesBackByItselfWhenTheVendorDoesNotSayWhen(VendorUnderTest vendor) {
        GatewayException failure = failure(vendor, 1, Fault.tooManyRequests());
        assertThat(failure.code()).isEqualTo(ErrorCode.VENDOR_RATE_LIMITED);
        assertThat(failure.kind()).isEqualTo(ErrorKind.RETRYABLE);
        assertThat(failure.retryAfter()).isNull();
        assertThat(vendor.read(null).records()).hasSize(1);
    }

    @ForVendors(can = Capability.READ)
    void triesAgainAfterAPageOfAProxy(VendorUnderTest vendor) {
        GatewayException failure = failure(vendor, 1, Fault.serverErrorHtml());
        assertThat(failure.code()).isEqualTo(ErrorCode.VENDOR_UNAVAILABLE);
        assertThat(failure.kind()).isEqualTo(ErrorKind.RETRYABLE);
        assertThat(failure.getMessage()).doesNotContain("<html>");
        assertThat(vendor.read(null).records()).hasSize(1);
    }

    @ForVendors(can = Capability.READ)
    void triesAgainAfterHalfAnAnswer(VendorUnderTest vendor) {
        GatewayException failure = failure(vendor, 1, Fault.truncated());
        assertThat(failure.code()).isEqualTo(ErrorCode.VENDOR_ANSWER_MALFORMED);
        assertThat(failure.kind()).isEqualTo(ErrorKind.RETRYABLE);
        assertThat(failure.getMessage()).doesNotContain("example.org");
        assertThat(vendor.read(null).records()).hasSize(1);
    }

    @ForVendors(can = Capability.READ)
    void checksItsCredentialWithACheapCall(VendorUnderTest vendor) {
        assertThat(vendor.connector().check().roundTrip()).isZero();
        vendor.twin.faults().next(ALWAYS, Fault.status(401));
        assertThat(catchThrowableOfType(
                                GatewayException.class, () -> vendor.connector().check())
                        .code())
                .isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
    }
}
