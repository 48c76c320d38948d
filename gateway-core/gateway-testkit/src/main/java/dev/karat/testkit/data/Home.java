package dev.karat.testkit.data;

/**
 * An address. Immutable.
 *
 * @param region the country with its names
 * @param street name of the street, without the number
 * @param number house number
 * @param city name of the town
 * @param postalCode as written in that country
 */
record Home(Region region, Spelling street, String number, Spelling city, String postalCode) {
    /** Street and number in the order of the country. */
    String streetAddress(String streetName) {
        return switch (region.code()) {
            case "GB", "US", "FR" -> number + " " + streetName;
            default -> streetName + " " + number;
        };
    }
}
