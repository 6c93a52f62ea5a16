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
            name='ServiceItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='事项编码')),
                ('name', models.CharField(max_length=120, verbose_name='事项名称')),
                ('short_name', models.CharField(blank=True, max_length=60, verbose_name='简称')),
                ('pinyin', models.CharField(blank=True, max_length=80, verbose_name='拼音首字母')),
                ('content', models.JSONField(blank=True, default=dict, verbose_name='内容')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='核对日期')),
                ('next_check_on', models.DateField(blank=True, null=True, verbose_name='下次核对')),
            ],
            options={
                'verbose_name': '事项',
                'verbose_name_plural': '事项',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='ServiceRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8, unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('duty', models.TextField(blank=True, verbose_name='核心要求')),
                ('basis', models.TextField(blank=True, verbose_name='依据')),
                ('is_red_line', models.BooleanField(default=False, verbose_name='红线')),
            ],
            options={
                'verbose_name': '服务规则',
                'verbose_name_plural': '服务规则',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='ServiceItemVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('content_hash', models.CharField(max_length=64)),
                ('effective_on', models.DateField()),
                ('published_at', models.DateTimeField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='service_items.serviceitem')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['item', 'number'],
                'constraints': [models.UniqueConstraint(fields=('item', 'number'), name='service_item_version_number_once')],
            },
        ),
        migrations.CreateModel(
            name='ServiceItemChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('severity', models.CharField(choices=[('editorial', '文字'), ('procedural', '程序'), ('substantive', '实质')], max_length=12, verbose_name='程度')),
                ('effective_on', models.DateField(verbose_name='生效日')),
                ('announced_at', models.DateTimeField()),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='改了什么')),
                ('fields', models.JSONField(default=list)),
                ('cause_kind', models.CharField(blank=True, max_length=40)),
                ('cause_key', models.CharField(blank=True, max_length=80)),
                ('announced_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='service_items.serviceitem')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='service_items.serviceitemversion')),
            ],
            options={
                'ordering': ['-effective_on', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cause_key', ''), _negated=True), fields=('item', 'cause_kind', 'cause_key'), name='service_item_change_once_per_cause')],
            },
        ),
        migrations.AddField(
            model_name='serviceitem',
            name='current_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='service_items.serviceitemversion'),
        ),
        migrations.CreateModel(
            name='LookupEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('item', '事项'), ('material', '材料'), ('rule', '规则')], max_length=10)),
                ('anchor', models.CharField(blank=True, max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('text', models.CharField(max_length=700)),
                ('initials', models.CharField(max_length=200)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='lookup_entries', to='service_items.serviceitem')),
                ('rule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='lookup_entries', to='service_items.servicerule')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('item__isnull', False), ('rule', None)), models.Q(('item', None), ('rule__isnull', False)), _connector='OR'), name='lookup_entry_of_an_item_or_a_rule')],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('A', 'A 角'), ('B', 'B 角')], max_length=1, verbose_name='角色')),
                ('start_on', models.DateField(blank=True, null=True, verbose_name='起')),
                ('end_on', models.DateField(blank=True, null=True, verbose_name='止')),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='organisation.posting')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='service_items.serviceitem')),
            ],
            options={
                'verbose_name': '任岗事项',
                'verbose_name_plural': '任岗事项',
                'constraints': [models.UniqueConstraint(condition=models.Q(('end_on', None)), fields=('posting', 'item'), name='duty_once_per_posting_and_item')],
            },
        ),
    ]
