import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('foundation', '__first__'),
        ('organisation', '0001_tree_postings_roles_sign_in'),
        ('question_bank', '0001_banks_questions_checks_practice_enquiries'),
    ]

    operations = [
        migrations.CreateModel(
            name='TrainingClass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='名称')),
                ('starts_at', models.DateTimeField(verbose_name='时间')),
                ('place', models.CharField(max_length=120, verbose_name='地点')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='training_classes', to='organisation.node')),
                ('outcome_check', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='question_bank.check')),
            ],
            options={
                'verbose_name': '集中培训',
                'verbose_name_plural': '集中培训',
                'ordering': ['-starts_at'],
            },
        ),
        migrations.CreateModel(
            name='TrainingPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='名称')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('active', '进行中'), ('closed', '已结束')], default='draft', max_length=8, verbose_name='状态')),
                ('starts_on', models.DateField(verbose_name='开始')),
                ('due_on', models.DateField(verbose_name='截止')),
                ('target_mark', models.PositiveSmallIntegerField(default=80, verbose_name='目标成绩（百分）')),
                ('participation_target', models.PositiveSmallIntegerField(default=100, verbose_name='参与率目标（百分）')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans_made', to=settings.AUTH_USER_MODEL)),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='organisation.node')),
                ('nodes', models.ManyToManyField(blank=True, related_name='+', to='organisation.node', verbose_name='适用机构')),
                ('people', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='指定人员')),
                ('posts', models.ManyToManyField(blank=True, related_name='+', to='organisation.post', verbose_name='适用岗位')),
            ],
            options={
                'verbose_name': '培训计划',
                'verbose_name_plural': '培训计划',
                'ordering': ['-due_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('starts_on'))), name='plan_due_after_start'), models.CheckConstraint(condition=models.Q(('participation_target__lte', 100), ('target_mark__lte', 100)), name='plan_targets_in_percent')],
            },
        ),
        migrations.CreateModel(
            name='PlanStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('course', '课程'), ('policy', '政策'), ('drill', '演练'), ('sitting', '考试'), ('class', '集中培训')], max_length=10, verbose_name='类别')),
                ('key', models.CharField(max_length=80, verbose_name='内容')),
                ('title', models.CharField(max_length=200)),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='截止')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='plans.trainingplan')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'kind', 'key'), name='plan_step_once'), models.UniqueConstraint(fields=('plan', 'position'), name='plan_step_position_once')],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('list', '指定'), ('rule', '按规则')], max_length=5)),
                ('assigned_at', models.DateTimeField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='plans.trainingplan')),
            ],
            options={
                'verbose_name': '指派',
                'verbose_name_plural': '指派',
                'constraints': [models.UniqueConstraint(fields=('plan', 'person'), name='assignment_once_per_plan_and_person')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('training_class', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='plans.trainingclass')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('training_class', 'person'), name='attendance_once')],
            },
        ),
    ]
