import django.db.models.deletion
import publishing.dates
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reference', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Commodity',
            fields=[
            ],
            options={
                'verbose_name': 'commodity',
                'verbose_name_plural': 'commodities',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('reference.invocabulary',),
        ),
        migrations.CreateModel(
            name='SourceFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity_min', models.DecimalField(blank=True, decimal_places=3, help_text='The number, or the lower end of a range. Empty where not stated.', max_digits=18, null=True, verbose_name='quantity')),
                ('quantity_max', models.DecimalField(blank=True, decimal_places=3, help_text='Only for a range, and for “at most”.', max_digits=18, null=True, verbose_name='quantity up to')),
                ('quantity_exactness', models.CharField(blank=True, choices=[('exact', 'exactly'), ('about', 'about'), ('range', 'from … to …'), ('at_least', 'at least'), ('at_most', 'at most')], max_length=10, verbose_name='exactness')),
                ('unit', models.CharField(blank=True, choices=[('people', 'people'), ('households', 'households'), ('families', 'families'), ('women', 'women'), ('men', 'men'), ('children', 'children'), ('villages', 'villages'), ('groups', 'groups'), ('organizations', 'organizations'), ('schools', 'schools'), ('settlements', 'settlements'), ('events', 'events'), ('trainings', 'trainings'), ('seminars', 'seminars'), ('meetings', 'meetings'), ('roundtables', 'round tables'), ('hearings', 'hearings'), ('cases', 'cases'), ('consultations', 'consultations'), ('applications', 'applications'), ('publications', 'publications'), ('copies', 'copies'), ('projects', 'projects'), ('agreements', 'agreements'), ('members', 'members'), ('staff', 'staff'), ('volunteers', 'volunteers'), ('deputies', 'deputies'), ('teachers', 'teachers'), ('ha', 'ha'), ('km', 'km'), ('m', 'm'), ('km2', 'km²'), ('m2', 'm²'), ('m3', 'm³'), ('l', 'l'), ('t', 't'), ('kg', 'kg'), ('head', 'head of livestock'), ('buildings', 'buildings'), ('rooms', 'rooms'), ('houses', 'houses'), ('streets', 'streets'), ('trees', 'trees'), ('vehicles', 'vehicles'), ('units', 'pieces'), ('sets', 'sets'), ('wells', 'wells'), ('pumps', 'pumps'), ('kwh', 'kWh'), ('months', 'months'), ('years', 'years'), ('days', 'days'), ('hours', 'hours'), ('minutes', 'minutes'), ('per_cent', 'per cent'), ('ratio', 'to one'), ('items', 'items (named in the text)'), ('participants', 'participants'), ('grants', 'grants'), ('missions', 'missions'), ('countries', 'countries'), ('representatives', 'representatives'), ('languages', 'languages'), ('responses', 'responses')], max_length=20, verbose_name='unit')),
                ('quantity_per', models.CharField(blank=True, help_text='For a rate: month, household, day.', max_length=60, verbose_name='per')),
                ('quantity_share', models.DecimalField(blank=True, decimal_places=3, help_text='Where the source states a share of a total.', max_digits=18, null=True, verbose_name='share, per cent')),
                ('quantity_share_to', models.DecimalField(blank=True, decimal_places=3, help_text='Only for a range of shares.', max_digits=18, null=True, verbose_name='share up to, per cent')),
                ('quantity_share_of', models.CharField(blank=True, help_text='As “the villagers”.', max_length=200, verbose_name='share of what')),
                ('locator', models.CharField(help_text='In words: the heading, the section, the page.', max_length=200, verbose_name='place in the source')),
                ('first_line', models.PositiveIntegerField(blank=True, help_text='Where lines are counted.', null=True, verbose_name='from line')),
                ('last_line', models.PositiveIntegerField(blank=True, help_text='Where lines are counted.', null=True, verbose_name='to line')),
                ('certainty', models.CharField(choices=[('stated', 'stated'), ('inferred', 'inferred'), ('uncertain', 'uncertain')], default='stated', help_text='Stated: the source says so. Inferred or uncertain: say why in the note.', max_length=10, verbose_name='certainty')),
                ('note', models.TextField(blank=True, help_text='What a reader should know: a contradiction in the source, a reason for doubt.', verbose_name='note')),
                ('n', models.PositiveIntegerField(editable=False, verbose_name='no.')),
                ('what', models.CharField(help_text='What is counted or measured, in your own words.', max_length=300, verbose_name='what')),
                ('what_ky', models.CharField(help_text='What is counted or measured, in your own words.', max_length=300, null=True, verbose_name='what')),
                ('what_ru', models.CharField(help_text='What is counted or measured, in your own words.', max_length=300, null=True, verbose_name='what')),
                ('what_en', models.CharField(help_text='What is counted or measured, in your own words.', max_length=300, null=True, verbose_name='what')),
                ('date', publishing.dates.PartialDateField(blank=True, default='', help_text='As 1998, 1998-05, 1998-05-12, 1998~ (about), 2001/2006 or 2001/.. (since). Leave empty where not stated.', max_length=40, verbose_name='date')),
                ('about', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='reference.source')),
                ('source', models.ForeignKey(blank=True, help_text='Leave empty for the source of the whole record.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'figure',
                'verbose_name_plural': 'figures',
                'ordering': ['about', 'n', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('about', 'n'), name='reference_sourcefigure_number_is_unique'), models.CheckConstraint(condition=models.Q(('certainty', 'stated'), models.Q(('note', ''), _negated=True), _connector='OR'), name='reference_sourcefigure_doubt_is_explained', violation_error_message='Say in the note why the statement is inferred or uncertain.'), models.CheckConstraint(condition=models.Q(('last_line', None), models.Q(('first_line__isnull', False), ('last_line__gte', models.F('first_line'))), _connector='OR'), name='reference_sourcefigure_lines_run_forwards', violation_error_message='The last line lies behind the first one.'), models.CheckConstraint(condition=models.Q(('source__isnull', False)), name='reference_sourcefigure_has_a_source', violation_error_message='Say which source states it; the document itself may be one.'), models.CheckConstraint(condition=models.Q(models.Q(('quantity_max__isnull', True), ('quantity_min__isnull', True), ('quantity_exactness', '')), models.Q(models.Q(models.Q(('quantity_exactness__in', ['exact', 'about', 'at_least']), ('quantity_max__isnull', True), ('quantity_min__isnull', False)), models.Q(('quantity_exactness', 'at_most'), ('quantity_max__isnull', False), ('quantity_min__isnull', True)), models.Q(('quantity_exactness', 'range'), ('quantity_max__gte', models.F('quantity_min')), ('quantity_min__isnull', False)), _connector='OR'), models.Q(('unit', ''), _negated=True)), _connector='OR'), name='reference_sourcefigure_quantity_is_whole', violation_error_message='An amount has a number, a unit or currency, and says whether it is exact, about, at least, at most or a range.'), models.CheckConstraint(condition=models.Q(models.Q(('quantity_max__isnull', True), ('quantity_min__isnull', True)), ('quantity_min__gte', 0), models.Q(('quantity_max__gte', 0), ('quantity_min__isnull', True)), _connector='OR'), name='reference_sourcefigure_quantity_is_not_negative', violation_error_message='An amount is not negative.'), models.CheckConstraint(condition=models.Q(('quantity_share__isnull', True), models.Q(('quantity_share__gte', 0), ('quantity_share__lte', 1000)), _connector='OR'), name='reference_sourcefigure_quantity_share_is_a_percentage', violation_error_message='A share is written in per cent.')],
            },
        ),
        migrations.AddField(
            model_name='source',
            name='kind',
            field=models.CharField(blank=True, choices=[('handbook', 'handbook'), ('report', 'report'), ('study', 'study'), ('slides', 'slides'), ('resolution', 'resolution'), ('web-page', 'web page'), ('film', 'film'), ('news', 'news report'), ('law', 'law or decision')], help_text='What sort of document it is.', max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='term',
            name='vocabulary',
            field=models.CharField(choices=[('sector', 'sector'), ('theme', 'theme'), ('mechanism', 'mechanism'), ('group', 'beneficiary group'), ('commodity', 'commodity')], editable=False, max_length=20, verbose_name='vocabulary'),
        ),
    ]
