create schema tally_metering;
comment on schema tally_metering is 'What is charged for, and at what price.';
