"""The sequence of listings' numbers; and a listing's zone lies in its city, whoever writes the row."""

from django.db import migrations

NUMBERS = "CREATE SEQUENCE listings_number START 1001"
ZONE_OF_CITY = """
ALTER TABLE listings_listing ADD CONSTRAINT listing_zone_is_of_its_city
    FOREIGN KEY (zone_id, city_id) REFERENCES zones_zone (id, city_id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0001_initial")]

    operations = [
        migrations.RunSQL(NUMBERS, "DROP SEQUENCE listings_number"),
        migrations.RunSQL(ZONE_OF_CITY, "ALTER TABLE listings_listing DROP CONSTRAINT listing_zone_is_of_its_city"),
    ]
