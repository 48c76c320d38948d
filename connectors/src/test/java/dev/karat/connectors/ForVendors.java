package dev.karat.connectors;

import dev.karat.camel.connector.spec.Capability;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Runs a test for every connector that has a twin and is as asked for. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}", allowZeroInvocations = true)
@ArgumentsSource(VendorsOnDisk.class)
@interface ForVendors {
    Capability[] can() default {};

    /** Only for vendors that refuse a second customer with the same address. */
    boolean oneOfAnAddress() default false;
}
