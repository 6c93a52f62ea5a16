import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('foundation', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Node',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=255, unique=True)),
                ('depth', models.PositiveIntegerField()),
                ('numchild', models.PositiveIntegerField(default=0)),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='编码')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('kind', models.CharField(choices=[('region', '区域'), ('hall', '大厅'), ('station', '站点'), ('unit', '单位')], max_length=10, verbose_name='类别')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('opening', models.CharField(blank=True, max_length=200, verbose_name='开放时间')),
                ('phone', models.CharField(blank=True, max_length=60, verbose_name='电话')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
            ],
            options={
                'verbose_name': '机构',
                'verbose_name_plural': '机构',
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='名称')),
                ('is_chief', models.BooleanField(default=False, verbose_name='首席代表')),
            ],
            options={
                'verbose_name': '岗位',
                'verbose_name_plural': '岗位',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='SignInTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=100, unique=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('last_failed_at', models.DateTimeField(null=True)),
                ('locked_until', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Window',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='编码')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('hall', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='windows', to='organisation.node')),
                ('stationed_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stationed_windows', to='organisation.node')),
            ],
            options={
                'verbose_name': '窗口',
                'verbose_name_plural': '窗口',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='PasswordRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128)),
                ('set_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='password_records', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-set_at', '-pk'],
                'indexes': [models.Index(fields=['person', '-set_at'], name='password_record_by_person')],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('staff', '窗口人员'), ('trainer', '培训员'), ('reviewer', '审题员'), ('marker', '阅卷员'), ('exam_officer', '考务员'), ('manager', '管理者'), ('auditor', '审计员'), ('administrator', '管理员')], max_length=20, verbose_name='角色')),
                ('granted_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='role_grants_given', to=settings.AUTH_USER_MODEL)),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_grants', to='organisation.node')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '角色授予',
                'verbose_name_plural': '角色授予',
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('person', 'role', 'node'), name='role_grant_once_while_it_holds')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('employment', models.CharField(blank=True, max_length=40, verbose_name='编制类型')),
                ('presence', models.CharField(choices=[('present', '在岗'), ('leave', '休假'), ('seconded', '借调'), ('gone', '离岗')], default='present', max_length=10, verbose_name='在岗状态')),
                ('start_on', models.DateField(blank=True, null=True, verbose_name='入岗日期')),
                ('end_on', models.DateField(blank=True, null=True, verbose_name='离岗日期')),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='organisation.node')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='organisation.post')),
                ('window', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='postings', to='organisation.window')),
            ],
            options={
                'verbose_name': '任岗',
                'verbose_name_plural': '任岗',
                'constraints': [models.CheckConstraint(condition=models.Q(('end_on', None), ('start_on', None), ('end_on__gte', models.F('start_on')), _connector='OR'), name='posting_ends_after_start')],
            },
        ),
    ]
