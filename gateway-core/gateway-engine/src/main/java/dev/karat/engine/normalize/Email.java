package dev.karat.engine.normalize;

/**
 * A mailbox as it is compared.
 *
 * @param user what stands before the at sign, as the provider delivers it
 * @param domain what stands after it
 * @param role true if it belongs to a function, such as {@code info@}, and so to nobody in particular
 */
public record Email(Term user, Term domain, boolean role) {
    public boolean sameAs(Email other) {
        return user.sameAs(other.user) && domain.sameAs(other.domain);
    }

    /** 64-bit hash of the whole address. */
    public long hash() {
        return Hash.join(user.hash(), domain.hash());
    }
}
