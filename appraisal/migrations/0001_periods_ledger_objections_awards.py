import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('foundation', '__first__'),
        ('organisation', '0001_tree_postings_roles_sign_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='AppraisalPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='月份')),
                ('state', models.CharField(choices=[('open', '进行中'), ('closed', '已关账')], default='open', max_length=6, verbose_name='状态')),
                ('objection_days', models.PositiveSmallIntegerField(default=5, verbose_name='异议期（天）')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('snapshot', models.JSONField(blank=True, null=True)),
                ('snapshot_hash', models.CharField(blank=True, max_length=64)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appraisal_periods', to='organisation.node')),
            ],
            options={
                'verbose_name': '考核周期',
                'verbose_name_plural': '考核周期',
                'ordering': ['-month', 'node'],
                'constraints': [models.UniqueConstraint(fields=('node', 'month'), name='appraisal_period_once'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed')), _connector='OR'), name='appraisal_closed_has_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('red_flag', '红旗窗口'), ('star_chief', '星级首席'), ('model', '服务标兵')], max_length=12, verbose_name='奖项')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='事由')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='awards', to='appraisal.appraisalperiod')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('window', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.window')),
            ],
            options={
                'ordering': ['kind', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'red_flag'), ('person', None), ('window__isnull', False)), models.Q(models.Q(('kind', 'red_flag'), _negated=True), ('person__isnull', False), ('window', None)), _connector='OR'), name='award_goes_to_a_window_or_a_person')],
            },
        ),
        migrations.CreateModel(
            name='BulletinText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('problems', models.TextField(blank=True, verbose_name='存在问题')),
                ('next_steps', models.TextField(blank=True, verbose_name='下步打算')),
                ('saved_at', models.DateTimeField(auto_now=True)),
                ('period', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='bulletin', to='appraisal.appraisalperiod')),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='GoodDeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='日期')),
                ('text', models.CharField(max_length=400, verbose_name='事迹')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='good_deeds', to='appraisal.appraisalperiod')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportedSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('attendance', '考勤'), ('volume', '办件量'), ('rating', '评价'), ('patrol', '巡查'), ('deeds', '好人好事')], max_length=12, verbose_name='表')),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('row_count', models.PositiveIntegerField()),
                ('imported_at', models.DateTimeField()),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('imported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='appraisal.appraisalperiod')),
            ],
            options={
                'ordering': ['-imported_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('period', 'kind'), name='appraisal_sheet_one_in_force')],
            },
        ),
        migrations.CreateModel(
            name='ImportedFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('data', models.JSONField()),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('window', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.window')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='appraisal.importedsheet')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sheet', 'row'), name='imported_figure_once_per_row')],
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=30)),
                ('part', models.CharField(max_length=40, verbose_name='部分')),
                ('name', models.CharField(max_length=60, verbose_name='指标')),
                ('source', models.CharField(choices=[('exam', '月度考试'), ('drill', '模拟训练'), ('credential', '有效资格'), ('attendance', '考勤表'), ('volume', '办件量表'), ('rating', '评价表'), ('patrol', '巡查表'), ('deeds', '好人好事表')], max_length=12, verbose_name='来源')),
                ('full_points', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='满分')),
                ('position', models.PositiveSmallIntegerField()),
                ('is_bonus', models.BooleanField(default=False, verbose_name='附加')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='appraisal.appraisalperiod')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('period', 'key'), name='indicator_once_per_period')],
            },
        ),
        migrations.CreateModel(
            name='AppraisalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('computed', '系统计算'), ('imported', '导入'), ('adjustment', '调整')], max_length=10, verbose_name='性质')),
                ('points', models.DecimalField(decimal_places=2, max_digits=6, verbose_name='得分')),
                ('explanation', models.CharField(max_length=400, verbose_name='说明')),
                ('evidence', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('key', models.CharField(max_length=160, unique=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appraisal_entries', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='appraisal.appraisalperiod')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='appraisal.indicator')),
            ],
            options={
                'ordering': ['indicator__position', 'pk'],
                'indexes': [models.Index(fields=['period', 'person'], name='appraisal_entry_of_person')],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000, verbose_name='理由')),
                ('raised_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('open', '待答复'), ('upheld', '成立'), ('rejected', '不成立')], default='open', max_length=8, verbose_name='状态')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('adjustment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appraisal.appraisalentry')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='appraisal.appraisalentry')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['raised_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('entry',), name='objection_one_open_per_entry'), models.CheckConstraint(condition=models.Q(('answered_by', None), models.Q(('answered_by', models.F('person')), _negated=True), _connector='OR'), name='objection_answered_by_another')],
            },
        ),
    ]
