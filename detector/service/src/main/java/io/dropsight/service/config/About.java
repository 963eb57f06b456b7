package io.dropsight.service.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a key means: the row of docs/configuration.md, and the end of each message about a wrong value. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface About {
    String value();

    /** A right value, for the message about a wrong one; the default value serves where there is one. */
    String example() default "";

    /** Whether the value is shown to nobody. */
    boolean secret() default false;
}
