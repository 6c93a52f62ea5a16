import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('foundation', '__first__'),
        ('organisation', '0001_tree_postings_roles_sign_in'),
        ('service_items', '0001_catalogue_changes_duties_lookup'),
    ]

    operations = [
        migrations.CreateModel(
            name='AssessedRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens_at', models.DateTimeField(verbose_name='开始时间')),
                ('closes_at', models.DateTimeField(verbose_name='截止时间')),
                ('attempts', models.PositiveSmallIntegerField(default=1, verbose_name='每人次数')),
                ('released_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drill_releases', to='organisation.node')),
                ('people', models.ManyToManyField(related_name='drill_releases', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
                ('released_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '演练考核',
                'verbose_name_plural': '演练考核',
                'ordering': ['-opens_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='drill_release_closes_after_opening'), models.CheckConstraint(condition=models.Q(('attempts__gte', 1)), name='drill_release_at_least_one_attempt')],
            },
        ),
        migrations.CreateModel(
            name='Scenario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, unique=True, verbose_name='代号')),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('content', models.JSONField(verbose_name='内容')),
                ('target_minutes', models.DecimalField(decimal_places=1, default=7, max_digits=4, verbose_name='目标用时（分钟）')),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scenarios_written', to=settings.AUTH_USER_MODEL)),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scenarios', to='organisation.node', verbose_name='所属机构')),
                ('rules', models.ManyToManyField(blank=True, related_name='scenarios', to='service_items.servicerule', verbose_name='服务规则')),
                ('service_items', models.ManyToManyField(blank=True, related_name='scenarios', to='service_items.serviceitem', verbose_name='事项')),
            ],
            options={
                'verbose_name': '情景',
                'verbose_name_plural': '情景',
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='ScenarioVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='版本')),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('content', models.JSONField()),
                ('content_hash', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField(verbose_name='发布时间')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rules', models.ManyToManyField(blank=True, related_name='scenario_versions', to='service_items.servicerule')),
                ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='drills.scenario')),
                ('service_items', models.ManyToManyField(blank=True, related_name='scenario_versions', to='service_items.serviceitem')),
            ],
            options={
                'verbose_name': '情景版本',
                'verbose_name_plural': '情景版本',
                'ordering': ['scenario', 'number'],
                'constraints': [models.UniqueConstraint(fields=('scenario', 'number'), name='scenario_version_number_once')],
            },
        ),
        migrations.AddField(
            model_name='scenario',
            name='current_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='drills.scenarioversion'),
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('training', '练习'), ('assessed', '考核')], default='training', max_length=10)),
                ('seed', models.PositiveBigIntegerField()),
                ('state', models.CharField(choices=[('in_progress', '进行中'), ('finished', '已完成'), ('abandoned', '已放弃')], default='in_progress', max_length=12)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('ending', models.CharField(blank=True, max_length=60)),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('dimensions', models.JSONField(blank=True, default=dict)),
                ('red_line', models.BooleanField(default=False)),
                ('passed', models.BooleanField(default=False)),
                ('minutes', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('trips', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('legal_errors', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drill_runs', to=settings.AUTH_USER_MODEL)),
                ('release', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='drills.assessedrelease')),
                ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='drills.scenario')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='drills.scenarioversion')),
            ],
            options={
                'verbose_name': '演练',
                'verbose_name_plural': '演练',
                'ordering': ['-started_at', '-pk'],
                'indexes': [models.Index(fields=['person', '-finished_at'], name='drill_run_of_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'in_progress')), fields=('person', 'scenario', 'mode'), name='drill_run_one_open_per_person_scenario_mode'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'finished'), _negated=True), models.Q(('finished_at__isnull', False), ('score__isnull', False)), _connector='OR'), name='drill_run_finished_has_result'), models.CheckConstraint(condition=models.Q(models.Q(('mode', 'training'), ('release', None)), models.Q(('mode', 'assessed'), ('release__isnull', False)), _connector='OR'), name='drill_run_assessed_has_release'), models.CheckConstraint(condition=models.Q(('passed', True), ('red_line', True), _negated=True), name='drill_run_red_line_never_passes')],
            },
        ),
        migrations.AddField(
            model_name='assessedrelease',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='drills.scenarioversion'),
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('scene', models.CharField(max_length=60)),
                ('move', models.JSONField(default=dict)),
                ('effects', models.JSONField(default=list)),
                ('state_after', models.JSONField()),
                ('points', models.JSONField(default=dict)),
                ('verdict', models.CharField(blank=True, max_length=12)),
                ('wrong', models.JSONField(default=list)),
                ('leads_to', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='drills.decision')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='drills.run')),
            ],
            options={
                'verbose_name': '抉择',
                'verbose_name_plural': '抉择',
                'ordering': ['run', 'number'],
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='drill_decision_number_once')],
            },
        ),
    ]
