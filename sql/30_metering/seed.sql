select tally_metering.set_price(action, credits, title)
from (values
  ('audio_upload', 2, 'Audio upload'),
  ('txt_upload', 3, 'Text upload'),
  ('docx_processing', 5, 'Document processing'),
  ('premium_export', 15, 'Premium export'),
  ('chapter_creation', 1, 'Chapter creation'),
  ('section_creation', 1, 'Section creation')
) seed (action, credits, title);
