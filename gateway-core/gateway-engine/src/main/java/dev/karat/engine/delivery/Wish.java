package dev.karat.engine.delivery;

import dev.karat.api.model.CustomerData;

/**
 * What a target should hold of a customer.
 *
 * @param live some system vouches for the customer; false once the profile is archived
 * @param wanted the customer is live and passes the target's filter
 * @param profile the whole golden profile
 * @param fields what the target is given of it; nothing if the customer is not wanted there
 */
record Wish(String goldenId, boolean live, boolean wanted, CustomerData profile, CustomerData fields) {}
